// Loaded before a program that must do without a network.
require('node:net').Socket.prototype.connect = () => {
  throw new Error('This program must do without a network.');
};
